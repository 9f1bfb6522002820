// SPDX-License-Identifier: GPL-2.0-only
//! A TUN device without packet information, non-blocking, that is up.

use std::{
    ffi::{c_char, c_short},
    fs::{File, OpenOptions},
    io::{Error, Read, Result, Write},
    net::UdpSocket,
    os::fd::{AsRawFd, RawFd},
    os::unix::fs::OpenOptionsExt,
};

pub const MTU: i32 = 1400;

pub struct TunDevice(File);

struct Request(libc::ifreq);

impl Request {
    fn new(name: &str) -> Request {
        // SAFETY: all zeroes is a valid ifreq.
        let mut req: libc::ifreq = unsafe { std::mem::zeroed() };
        let room = req.ifr_name.len() - 1;
        for (to, from) in req.ifr_name[..room].iter_mut().zip(name.bytes()) {
            *to = from as c_char;
        }
        Request(req)
    }

    fn submit(&mut self, fd: RawFd, code: libc::c_ulong) -> Result<()> {
        // SAFETY: the pointer is to an ifreq, which is what these codes take.
        match unsafe { libc::ioctl(fd, code as _, &mut self.0) } {
            0.. => Ok(()),
            _ => Err(Error::last_os_error()),
        }
    }
}

impl TunDevice {
    pub fn create(name: &str) -> Result<TunDevice> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_NONBLOCK)
            .open("/dev/net/tun")?;
        let mut req = Request::new(name);
        req.0.ifr_ifru.ifru_flags = (libc::IFF_TUN | libc::IFF_NO_PI) as c_short;
        req.submit(file.as_raw_fd(), libc::TUNSETIFF as _)?;

        let control = UdpSocket::bind("0.0.0.0:0")?;
        let mut req = Request::new(name);
        req.0.ifr_ifru.ifru_mtu = MTU;
        req.submit(control.as_raw_fd(), libc::SIOCSIFMTU)?;
        let mut req = Request::new(name);
        req.0.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as c_short;
        req.submit(control.as_raw_fd(), libc::SIOCSIFFLAGS)?;
        Ok(TunDevice(file))
    }

    /// The next packet, or None while there is none.
    pub fn read<'a>(&self, buf: &'a mut [u8]) -> Option<&'a [u8]> {
        let len = (&self.0).read(buf).ok()?;
        Some(&buf[..len])
    }

    /// Packets that the kernel does not take are lost, as on any device.
    pub fn write(&self, packet: &[u8]) {
        let _ = (&self.0).write(packet);
    }
}

impl AsRawFd for TunDevice {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}
