//! The facts of an intervention cycle and the rules that allow them.
