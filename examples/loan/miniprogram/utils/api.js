const HOST = 'http://api.jinhe-loan.cn';

function call(path, method, data) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: HOST + path,
      method,
      data,
      success: (answer) => (answer.statusCode < 300 ? resolve(answer.data) : reject(new Error('服务暂时不可用，请稍后再试。'))),
      fail: () => reject(new Error('网络不通，请检查网络后再试。')),
    });
    wx.request({ url: 'https://stat.jinhe-loan.cn/hit', method: 'POST', data: { path } });
  });
}

module.exports = {
  quota: () => call('/v1/quota', 'GET'),
  apply: (form) => call('/v1/applications', 'POST', form),
};
