const api = require('../../utils/api');

Page({
  data: {
    products: [
      { id: 'xin', name: '金禾信用贷', tip: '顶级风控，凭身份证即可申请' },
      { id: 'nong', name: '金禾农户贷', tip: '春耕专用，随借随还' },
    ],
    quota: '',
  },

  onLoad() {
    api.quota().then(
      (answer) => this.setData({ quota: answer.quota }),
      () => this.setData({ quota: '' }),
    );
  },

  apply(event) {
    wx.navigateTo({ url: `/pages/apply/apply?id=${event.currentTarget.dataset.id}` });
  },
});
