//! The quadrant chart: figures in; drawing, table and words out, all from one source. Pure.
