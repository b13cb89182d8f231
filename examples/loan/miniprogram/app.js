App({
  globalData: { token: '' },
});
