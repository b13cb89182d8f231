//! Which calls and components touch personal data, and under which key the privacy guide names it.

/// Members of `wx` by key.
const APIS: &[(&str, &[&str])] = &[
    ("UserInfo", &["getUserInfo", "getUserProfile"]),
    (
        "Location",
        &[
            "getLocation",
            "getFuzzyLocation",
            "startLocationUpdate",
            "startLocationUpdateBackground",
            "onLocationChange",
        ],
    ),
    ("ChooseLocation", &["chooseLocation", "choosePoi"]),
    ("Address", &["chooseAddress"]),
    ("Invoice", &["chooseInvoice", "chooseInvoiceTitle"]),
    ("RunData", &["getWeRunData"]),
    ("Record", &["startRecord", "getRecorderManager", "joinVoIPChat"]),
    ("Album", &["chooseImage", "chooseMedia", "chooseVideo"]),
    ("MessageFile", &["chooseMessageFile"]),
    ("AlbumWriteOnly", &["saveImageToPhotosAlbum", "saveVideoToPhotosAlbum"]),
    ("Camera", &["createCameraContext", "createVKSession"]),
    ("Clipboard", &["getClipboardData"]),
    ("PhoneContact", &["addPhoneContact", "chooseContact"]),
    ("Calendar", &["addPhoneCalendar", "addPhoneRepeatCalendar"]),
    ("Bluetooth", &["openBluetoothAdapter", "createBLEConnection", "createBLEPeripheralServer"]),
    ("DeviceMotion", &["startAccelerometer", "startCompass", "startDeviceMotionListening", "startGyroscope"]),
    ("LicensePlate", &["chooseLicensePlate"]),
    ("Email", &["chooseEmail"]),
];

/// `open-type` of a button by key.
const OPEN_TYPES: &[(&str, &[&str])] = &[
    ("PhoneNumber", &["getPhoneNumber", "getRealtimePhoneNumber"]),
    ("UserInfo", &["getUserInfo", "chooseAvatar"]),
];

fn key(table: &'static [(&str, &[&str])], name: &str) -> Option<&'static str> {
    table.iter().find(|(_, names)| names.contains(&name)).map(|(key, _)| *key)
}

/// Key of a member of `wx`.
pub(super) fn of_call(name: &str) -> Option<&'static str> {
    key(APIS, name)
}

/// Key of a button's `open-type`.
pub(super) fn of_open_type(name: &str) -> Option<&'static str> {
    key(OPEN_TYPES, name)
}
