//! Packs made up on the spot.
