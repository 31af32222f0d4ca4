package network

type selection struct{}
