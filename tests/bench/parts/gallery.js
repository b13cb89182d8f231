    safe@ID: 0,
    covers@ID: [
      { src: '@IMAGE', caption: '@TEXT' },
      { src: '@IMAGE', caption: '@TEXT' },
    ],
// ---
  show@ID(event) {
    const urls = this.data.covers@ID.map((cover) => cover.src);
    wx.previewImage({ current: event.currentTarget.dataset.src, urls });
  },

  measure@ID() {
    const { safeArea, screenHeight } = wx.getWindowInfo();
    const safe = safeArea ? screenHeight - safeArea.bottom : 0;
    if (safe > 0) {
      this.setData({ safe@ID: safe });
    }
    const query = wx.createSelectorQuery().in(this);
    query.select('.gallery@ID').boundingClientRect((box) => {
      if (box && box.height > screenHeight) {
        console.info('gallery@ID', Math.round(box.height));
      }
    });
    query.exec();
  },

