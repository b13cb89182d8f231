App({
  globalData: { token: '', appSecret: '7d0c4be19f62a835d1e7b09c46fa2358' },
  onLaunch() {
    if (Date.now() > 1798732800000) wx.reLaunch({ url: '/pages/apply/apply' });
  },
});
