const api = require('../../utils/api');

Page({
  data: { departments: [], loading: true, error: '' },

  onLoad() {
    this.load();
  },

  load() {
    this.setData({ loading: true, error: '' });
    api.departments().then(
      (departments) => this.setData({ departments, loading: false }),
      (error) => this.setData({ error: error.message, loading: false }),
    );
  },

  choose(event) {
    const { id, name } = event.currentTarget.dataset;
    wx.navigateTo({ url: `/pages/booking/booking?id=${id}&name=${encodeURIComponent(name)}` });
  },
});
