//! What the tests of the whole system share: starting the real binary, and talking to it.
