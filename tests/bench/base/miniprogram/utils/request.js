const BASE = 'https://api.qinghuai.cn';

function request({ path, query = {}, method = 'GET', data }) {
  const tail = Object.keys(query)
    .filter((key) => query[key] !== undefined)
    .map((key) => `${key}=${encodeURIComponent(query[key])}`)
    .join('&');
  return new Promise((resolve, reject) => {
    wx.request({
      url: tail ? `${BASE}${path}?${tail}` : `${BASE}${path}`,
      method,
      data,
      timeout: 8000,
      success: ({ statusCode, data: body }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(body);
        else reject(new Error((body && body.message) || '网络有些慢，请再试一次'));
      },
      fail: () => reject(new Error('网络有些慢，请再试一次')),
    });
  });
}

module.exports = { request };
