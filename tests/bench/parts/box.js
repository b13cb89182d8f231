const { request } = require('../../utils/request');

Component({
  options: { addGlobalClass: true, multipleSlots: false },
  properties: { title: { type: String, value: '' } },
  data: {
@DATA  },
  lifetimes: {
    attached() {
      request({ path: '/v1/boxes/@N' }).catch(() => {});
    },
  },
  methods: {
@METHODS  },
});
