const api = require('../../utils/api');

Page({
  data: { bookings: [], message: '还没有预约。' },

  onShow() {
    const { phoneToken } = getApp().globalData;
    if (!phoneToken) return;
    api.bookings(phoneToken).then(
      (bookings) => this.setData({ bookings }),
      (error) => this.setData({ message: error.message }),
    );
  },
});
