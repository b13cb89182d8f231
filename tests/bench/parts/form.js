    draft@ID: { title: '', words: '' },
    counts@ID: [1, 2, 3, 4, 5],
    countIndex@ID: 0,
    sending@ID: false,
    wrong@ID: '',
// ---
  typed@ID(event) {
    const { field } = event.currentTarget.dataset;
    this.setData({ [`draft@ID.${field}`]: event.detail.value, wrong@ID: '' });
  },

  counted@ID(event) {
    this.setData({ countIndex@ID: Number(event.detail.value) });
  },

  submit@ID(event) {
    const { title, words } = event.detail.value;
    if (!title || title.trim().length < 2) {
      this.setData({ wrong@ID: '@TEXT' });
      return;
    }
    this.setData({ sending@ID: true });
    request({
      path: '/v1/wishes/@ID',
      method: 'POST',
      data: { title: title.trim(), words, count: this.data.counts@ID[this.data.countIndex@ID] },
    })
      .then(() => {
        wx.showModal({
          title: '已提交',
          content: '@TEXT',
          showCancel: false,
          success: () => wx.navigateTo({ url: '@ROUTE' }),
        });
      })
      .catch((error) => this.setData({ wrong@ID: error.message }))
      .then(() => this.setData({ sending@ID: false }));
  },

