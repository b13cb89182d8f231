//! Developer configuration (开发配置, DEV-1 … DEV-6).
