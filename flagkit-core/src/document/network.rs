//! Networks: `10.0.0.0/8`, `2001:db8::/32`, or one address.
//!
//! Law: bits beyond the prefix are refused, since `10.0.0.5/8` seldom means all of `10.0.0.0/8`.

use std::fmt;
use std::net::IpAddr;

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// The first address.
    pub address: IpAddr,
    /// How many leading bits count.
    pub prefix: u8,
}

/// Why a text is not a network; reads on after the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidNetwork {
    /// What stands before the `/` is no address.
    Address,
    /// What stands behind it is no number up to this one.
    Prefix(u8),
    /// The address has bits beyond the prefix; this network does not.
    HostBits(Network),
}

impl fmt::Display for InvalidNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidNetwork::Address => {
                f.write_str("is not a network; write `10.0.0.0/8` or `2001:db8::/32`")
            }
            InvalidNetwork::Prefix(longest) => {
                write!(f, "needs a prefix from 0 to {longest} after `/`")
            }
            InvalidNetwork::HostBits(network) => {
                write!(f, "has bits beyond its prefix; did you mean `{network}`?")
            }
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Network {
    /// Whether an address belongs to it. An IPv4 address in IPv6's clothes (`::ffff:10.0.0.1`) counts as what it is.
    ///
    /// ```
    /// use flagkit_core::Network;
    ///
    /// let network: Network = "10.0.0.0/8".parse().unwrap();
    /// assert!(network.contains("10.1.2.3".parse().unwrap()));
    /// assert!(!network.contains("11.1.2.3".parse().unwrap()));
    /// ```
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = if self.address.is_ipv4() { address.to_canonical() } else { address };
        self.address.is_ipv4() == address.is_ipv4()
            && first_address(address, self.prefix) == self.address
    }

    pub(crate) fn parse(text: &str) -> Result<Network, InvalidNetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidNetwork::Address)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits
                .parse()
                .ok()
                .filter(|prefix| *prefix <= longest)
                .ok_or(InvalidNetwork::Prefix(longest))?,
            Some(_) => return Err(InvalidNetwork::Prefix(longest)),
        };
        // What writes an IPv4 network in IPv6's clothes means that network.
        let (address, prefix) = match (address.to_canonical(), prefix.checked_sub(96)) {
            (bare @ IpAddr::V4(_), Some(shorter)) if address.is_ipv6() => (bare, shorter),
            _ => (address, prefix),
        };
        let first = Network { address: first_address(address, prefix), prefix };
        if first.address == address { Ok(first) } else { Err(InvalidNetwork::HostBits(first)) }
    }
}

fn first_address(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

impl std::error::Error for InvalidNetwork {}

impl std::str::FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Network, InvalidNetwork> {
        Network::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        for text in
            ["10.0.0.0/8", "0.0.0.0/0", "192.168.1.7", "192.168.1.7/32", "::/0", "2001:db8::/32"]
        {
            assert!(Network::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Network::parse("::ffff:10.0.0.0/104"), Network::parse("10.0.0.0/8"));
        for text in [
            "",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0/8",
            "::/129",
            "host/8",
            "1.2.3.4/8/8",
        ] {
            assert!(Network::parse(text).is_err(), "{text}");
        }
        let error = Network::parse("10.0.0.5/8").unwrap_err();
        assert_eq!(error.to_string(), "has bits beyond its prefix; did you mean `10.0.0.0/8`?");
    }
}
