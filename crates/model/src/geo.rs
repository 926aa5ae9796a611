//! Distances between places, in whole numbers.

/// A point on the globe, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// North is positive; at most 90 degrees.
    pub latitude: i32,
    /// East is positive; at most 180 degrees.
    pub longitude: i32,
}

/// One, in fixed point.
const ONE: i128 = 1_000_000_000_000_000;
/// π, in fixed point.
const PI: i128 = 3_141_592_653_589_793;
/// Mean radius of the earth in metres.
const RADIUS: i128 = 6_371_000;
/// Half a turn, in millionths of a degree.
const HALF_TURN: i64 = 180_000_000;

impl Spot {
    /// The distance along the surface, to the nearest kilometre, on a globe of the earth's mean radius: within half a per cent of the true one.
    #[must_use]
    pub fn kilometres_to(self, other: Self) -> i64 {
        let across = (i64::from(self.longitude) - i64::from(other.longitude)).abs();
        let across = across.min((2 * HALF_TURN - across).abs());
        let along = (i64::from(self.latitude) - i64::from(other.latitude)).abs();
        let cosines = times(cosine(self.latitude), cosine(other.latitude));
        let haversine = square(sine_of_half(along)) + times(cosines, square(sine_of_half(across)));
        let metres = greatest_below(haversine);
        (metres + 500) / 1000
    }
}

/// The greatest number of metres *d* with sin²(d / 2R) no more than the haversine. The sine grows up to half the way round.
fn greatest_below(haversine: i128) -> i64 {
    let (mut low, mut high) = (0_i64, 20_015_087_i64);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let angle = i128::from(middle) * ONE / (2 * RADIUS);
        if square(sine(angle)) <= haversine {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

fn sine_of_half(micro_degrees: i64) -> i128 {
    sine(i128::from(micro_degrees) * PI / i128::from(2 * HALF_TURN))
}

fn cosine(micro_degrees: i32) -> i128 {
    let rest = i128::from(HALF_TURN / 2) - i128::from(micro_degrees).abs();
    sine(rest * PI / i128::from(HALF_TURN))
}

/// The sine of an angle in fixed point, no more than a quarter of a turn, by its series.
fn sine(angle: i128) -> i128 {
    let squared = square(angle);
    let (mut sum, mut term) = (angle, angle);
    let mut next = 1;
    while term != 0 {
        term = -times(term, squared) / ((next + 1) * (next + 2));
        sum += term;
        next += 2;
    }
    sum
}

fn square(number: i128) -> i128 {
    times(number, number)
}

fn times(left: i128, right: i128) -> i128 {
    left * right / ONE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn spot(latitude: i32, longitude: i32) -> Spot {
        Spot { latitude, longitude }
    }

    #[test]
    fn known_distances() {
        let paris = spot(48_860_000, 2_350_000);
        let london = spot(51_510_000, -130_000);
        assert_eq!(paris.kilometres_to(london), 343);
        assert_eq!(paris.kilometres_to(paris), 0);
        assert_eq!(spot(0, 0).kilometres_to(spot(0, 180_000_000)), 20_015);
        assert_eq!(spot(90_000_000, 0).kilometres_to(spot(-90_000_000, 0)), 20_015);
        // Over the line of dates: half a degree on either side.
        assert_eq!(spot(0, 179_500_000).kilometres_to(spot(0, -179_500_000)), 111);
    }

    proptest! {
        #[test]
        #[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "the textbook's formula, to compare with")]
        fn as_the_textbook_says(
            a in -90_000_000_i32..=90_000_000, b in -180_000_000_i32..=180_000_000,
            c in -90_000_000_i32..=90_000_000, d in -180_000_000_i32..=180_000_000,
        ) {
            let radians = |degrees: i32| f64::from(degrees).to_radians() / 1e6;
            let half = |from: i32, to: i32| ((radians(from) - radians(to)) / 2.0).sin().powi(2);
            let h = half(a, c) + radians(a).cos() * radians(c).cos() * half(b, d);
            let expected = 2.0 * 6371.0 * h.min(1.0).sqrt().asin();
            let got = spot(a, b).kilometres_to(spot(c, d));
            prop_assert!((got as f64 - expected).abs() <= 0.51, "{got} {expected}");
            prop_assert_eq!(got, spot(c, d).kilometres_to(spot(a, b)));
        }
    }
}
