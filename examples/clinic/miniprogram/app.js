App({
  globalData: { phoneToken: '' },
});
