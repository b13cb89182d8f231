const api = require('../../utils/api');

Page({
  data: { message: '' },

  onLoad(query) {
    this.id = query.id;
  },

  locate() {
    wx.getLocation({
      type: 'gcj02',
      success: ({ latitude, longitude }) => {
        this.place = { latitude, longitude };
      },
    });
  },

  submit(event) {
    const form = event.detail.value;
    api.apply({ product: this.id, place: this.place, ...form }).then(
      () => wx.redirectTo({ url: '/pages/result/result' }),
      (error) => this.setData({ message: error.message }),
    );
  },
});
