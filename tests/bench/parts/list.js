    rows@ID: [],
    page@ID: 1,
// ---
  load@ID() {
    const page = this.data.page@ID;
    return request({ path: '/v1/books/@ID', query: { page, size: 20 } })
      .then((answer) => {
        const rows = answer.items.map((item) => ({
          id: item.id,
          name: item.title,
          note: item.author ? `${item.author} 著` : '',
          price: item.price,
        }));
        this.setData({ rows@ID: page === 1 ? rows : this.data.rows@ID.concat(rows), page@ID: page + 1 });
      })
      .catch((error) => {
        wx.showToast({ title: error.message || '@TEXT', icon: 'none' });
      });
  },

  open@ID(event) {
    const { id } = event.currentTarget.dataset;
    wx.navigateTo({ url: `@ROUTE?id=${encodeURIComponent(id)}` });
  },

