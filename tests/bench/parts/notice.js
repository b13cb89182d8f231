    closed@ID: false,
    note@ID: '@TEXT',
    nodes@ID: '<p>@TEXT</p>',
// ---
  close@ID() {
    this.setData({ closed@ID: true });
    wx.setStorage({ key: 'notice@ID', data: Date.now() });
  },

  restore@ID() {
    wx.getStorage({
      key: 'notice@ID',
      success: ({ data }) => {
        const days = (Date.now() - data) / 86400000;
        this.setData({ closed@ID: days < 7 });
      },
      fail: () => this.setData({ closed@ID: false }),
    });
  },

