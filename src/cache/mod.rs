//! The cache folders on disk, to the byte as the Python client leaves them. Never speaks to the Hub, never prints.
