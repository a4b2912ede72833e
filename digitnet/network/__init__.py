"""The network: device, architecture, calibration, prediction."""
