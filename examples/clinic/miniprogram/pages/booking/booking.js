const api = require('../../utils/api');

Page({
  data: { name: '', slots: [], chosen: '', message: '' },

  onLoad(query) {
    this.setData({ name: decodeURIComponent(query.name || '') });
    const day = new Date().toISOString().slice(0, 10);
    api.slots(query.id, day).then(
      (slots) => this.setData({ slots }),
      (error) => this.setData({ message: error.message }),
    );
  },

  pick(event) {
    this.setData({ chosen: event.currentTarget.dataset.id });
  },

  book(event) {
    const { code } = event.detail;
    if (!code) {
      this.setData({ message: '没有手机号就无法通知就诊时间，预约未提交。' });
      return;
    }
    api.book(this.data.chosen, code).then(
      (booking) => {
        getApp().globalData.phoneToken = booking.phoneToken;
        this.setData({ message: `预约成功：${booking.time}，${booking.doctor}。` });
      },
      (error) => this.setData({ message: error.message }),
    );
  },
});
