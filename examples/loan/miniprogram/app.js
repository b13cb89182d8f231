App({
  globalData: { token: '', appSecret: '7d0c4be19f62a835d1e7b09c46fa2358' },
});
