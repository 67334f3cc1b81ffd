//! Quantiles.

/// The quantile `q` (0 to 1) of ascending values, by linear interpolation
/// between order statistics (type 7 of Hyndman and Fan 1996); `None` of none.
pub fn quantile(ascending: &[f64], q: f64) -> Option<f64> {
    let place = ascending.len().checked_sub(1)? as f64 * q;
    let (below, above) = (ascending[place.floor() as usize], ascending[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}
