// SPDX-License-Identifier: GPL-2.0-only

// wg-go-peer is wireguard-go on a TUN device with one peer, for tests of
// interoperability: configured by flags, keys as wg(8) writes them.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.zx2c4.com/wireguard/conn"
	"golang.zx2c4.com/wireguard/device"
	"golang.zx2c4.com/wireguard/tun"
)

const mtu = 1420

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "wg-go-peer:", err)
		os.Exit(1)
	}
}

// settings writes the device's own configuration language.
type settings struct {
	text strings.Builder
	err  error
}

func (s *settings) line(name string, value any) {
	fmt.Fprintf(&s.text, "%s=%v\n", name, value)
}

func (s *settings) key(name, base64Key string) {
	raw, err := base64.StdEncoding.DecodeString(base64Key)
	if err != nil || len(raw) != device.NoisePrivateKeySize {
		s.err = fmt.Errorf("%s: not a key: %q", name, base64Key)
	}
	s.line(name, hex.EncodeToString(raw))
}

func configuration() (string, string, error) {
	var s settings
	name := flag.String("tun", "wg0", "name of the TUN device to create")
	key := flag.String("key", "", "private key")
	port := flag.Uint("port", 0, "UDP port to listen on")
	peer := flag.String("peer", "", "public key of the peer")
	psk := flag.String("psk", "", "preshared key")
	endpoint := flag.String("endpoint", "", "address and port of the peer")
	keepalive := flag.Uint("keepalive", 0, "seconds between persistent keepalives")
	flag.Parse()

	s.key("private_key", *key)
	s.line("listen_port", *port)
	s.key("public_key", *peer)
	if *psk != "" {
		s.key("preshared_key", *psk)
	}
	if *endpoint != "" {
		s.line("endpoint", *endpoint)
	}
	s.line("persistent_keepalive_interval", *keepalive)
	s.line("allowed_ip", "0.0.0.0/0")
	s.line("allowed_ip", "::/0")
	return *name, s.text.String(), s.err
}

func run() error {
	name, config, err := configuration()
	if err != nil {
		return err
	}
	link, err := tun.CreateTUN(name, mtu)
	if err != nil {
		return err
	}
	logger := device.NewLogger(device.LogLevelError, "wg-go-peer: ")
	dev := device.NewDevice(link, conn.NewDefaultBind(), logger)
	defer dev.Close()
	if err := dev.IpcSet(config); err != nil {
		return err
	}
	if err := dev.Up(); err != nil {
		return err
	}
	fmt.Println("ready wireguard-go")

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	select {
	case <-stop:
	case <-dev.Wait():
	}
	return nil
}
