package main

type demoCmd struct{}

func (demoCmd) Run(a *app, c *commands) error { return nil }
