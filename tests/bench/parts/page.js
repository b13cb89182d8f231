const { request } = require('../../utils/request');
const steps = require('../../utils/steps@U');

Page({
  data: {
    heading: '@HEADING',
@DATA  },

  onLoad(query) {
    this.from = query.from || '';
    request({ path: '/v1/pages/@P/@N' })
      .then((page) => this.setData({ heading: page.heading, sorted: steps.step@Ux0(page.items) }))
      .catch((error) => console.warn(error.message));
  },

  onShareAppMessage() {
    return { title: '@TITLE', path: '/@AT' };
  },

@METHODS});
