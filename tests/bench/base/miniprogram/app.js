App({
  globalData: { started: 0 },
  onLaunch() {
    this.globalData.started = Date.now();
  },
});
