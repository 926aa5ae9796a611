//! Screen transaction exports for human trafficking that finances terrorism.
