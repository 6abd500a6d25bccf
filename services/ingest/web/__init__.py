"""The web as it may be read: public addresses only, within limits, at a pace that no site feels."""
