    order@ID: null,
    states@ID: { open: '待付款', sent: '已发货', done: '已完成', closed: '已关闭' },
// ---
  fetch@ID(id) {
    return request({ path: `/v1/orders/@ID/${id}` }).then((order) => {
      const lines = order.lines.filter((line) => line.count > 0);
      const total = lines.reduce((sum, line) => sum + line.price * line.count, 0);
      this.setData({ order@ID: { ...order, lines, total: (total / 100).toFixed(2) } });
    });
  },

  cancel@ID() {
    wx.showModal({
      title: '取消订单',
      content: '@TEXT',
      success: ({ confirm }) => {
        if (!confirm) return;
        const { id } = this.data.order@ID;
        request({ path: `/v1/orders/@ID/${id}/cancel`, method: 'POST' })
          .then(() => this.fetch@ID(id))
          .catch((error) => wx.showToast({ title: error.message, icon: 'none' }));
      },
    });
  },

  received@ID() {
    const { id } = this.data.order@ID;
    request({ path: `/v1/orders/@ID/${id}/received`, method: 'POST' }).then(() => this.fetch@ID(id));
  },

  again@ID() {
    const lines = this.data.order@ID.lines.map(({ sku, count }) => `${sku}*${count}`).join(',');
    wx.navigateTo({ url: `@ROUTE?lines=${lines}` });
  },

