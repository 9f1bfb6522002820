// SPDX-License-Identifier: GPL-2.0-only

// scion-echo is a pair of programs of snet: one sends each datagram back to where
// it came from, the other counts what it gets back. They know a SCION daemon, and
// no more of the way into SCION.
package main

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/scionproto/scion/pkg/addr"
	"github.com/scionproto/scion/pkg/daemon"
	"github.com/scionproto/scion/pkg/snet"
)

const roomLen = 65536

type settings struct {
	sciond, local, to string
	serve             bool
	count, size       int
	gap, wait         time.Duration
}

func main() {
	var s settings
	flag.StringVar(&s.sciond, "sciond", daemon.DefaultAPIAddress, "the daemon")
	flag.StringVar(&s.local, "local", "", "own ADDRESS:PORT")
	flag.StringVar(&s.to, "to", "",
		"ISD-AS,ADDRESS:PORT: who sends back, or whom the server greets")
	flag.BoolVar(&s.serve, "serve", false, "send back what comes")
	flag.IntVar(&s.count, "count", 1, "datagrams")
	flag.IntVar(&s.size, "size", 100, "bytes of each")
	flag.DurationVar(&s.gap, "gap", 0, "between an answer and the next datagram")
	flag.DurationVar(&s.wait, "wait", time.Second, "for each answer")
	flag.Parse()
	if err := s.run(); err != nil {
		fmt.Fprintln(os.Stderr, "scion-echo:", err)
		os.Exit(1)
	}
}

func (s *settings) run() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	sciond, err := daemon.NewService(s.sciond).Connect(ctx)
	if err != nil {
		return err
	}
	defer sciond.Close()
	to, err := destination(ctx, sciond, s.to)
	if err != nil {
		return err
	}
	conn, err := listen(ctx, sciond, s.local)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Println("local", conn.LocalAddr())
	if s.serve {
		return serve(conn, to)
	}
	return s.ask(conn, to)
}

func destination(ctx context.Context, sciond daemon.Connector, text string) (*snet.UDPAddr, error) {
	to, err := snet.ParseUDPAddr(text)
	if err != nil {
		return nil, err
	}
	paths, err := sciond.Paths(ctx, to.IA, addr.IA(0), daemon.PathReqFlags{})
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no path to %v", to.IA)
	}
	to.Path, to.NextHop = paths[0].Dataplane(), paths[0].UnderlayNextHop()
	return to, nil
}

func listen(ctx context.Context, sciond daemon.Connector, local string) (*snet.Conn, error) {
	own, err := net.ResolveUDPAddr("udp", local)
	if err != nil {
		return nil, err
	}
	topology, err := daemon.LoadTopology(ctx, sciond)
	if err != nil {
		return nil, err
	}
	network := snet.SCIONNetwork{
		Topology:    topology,
		SCMPHandler: snet.DefaultSCMPHandler{},
	}
	return network.Listen(ctx, "udp", own)
}

// serve sends a datagram first: what knows no socket brings nothing to it.
func serve(conn *snet.Conn, greeted *snet.UDPAddr) error {
	room := make([]byte, roomLen)
	if _, err := conn.WriteTo([]byte("hello"), greeted); err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		n, from, err := conn.ReadFrom(room)
		if err == nil {
			_, err = conn.WriteTo(room[:n], from)
		}
		if err != nil {
			fmt.Println("error:", err)
		}
	}
}

// ask has one datagram on its way at a time.
func (s *settings) ask(conn *snet.Conn, to *snet.UDPAddr) error {
	received := 0
	for i := 0; i < s.count; i++ {
		data := s.datagram(i)
		if _, err := conn.WriteTo(data, to); err != nil {
			return err
		}
		if hears(conn, data, time.Now().Add(s.wait)) {
			received++
		}
		time.Sleep(s.gap)
	}
	fmt.Printf("sent=%d received=%d\n", s.count, received)
	return nil
}

func (s *settings) datagram(number int) []byte {
	data := make([]byte, max(s.size, 8))
	for i := range data {
		data[i] = byte(number + i)
	}
	binary.BigEndian.PutUint64(data, uint64(number))
	return data
}

// hears tells whether the same data come back in time; others are passed over.
func hears(conn *snet.Conn, data []byte, until time.Time) bool {
	room := make([]byte, roomLen)
	if err := conn.SetReadDeadline(until); err != nil {
		return false
	}
	for time.Now().Before(until) {
		n, _, err := conn.ReadFrom(room)
		if err == nil && string(room[:n]) == string(data) {
			return true
		}
	}
	return false
}
