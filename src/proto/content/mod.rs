//! What messages carry: pictures, texts, documents.

// The order is alphabetical; nothing depends on it.
protocols! {
    form,
    gif,
    html,
    imf,
    jpeg,
    json,
    media,
    multipart,
    ocsp,
    png,
    sdp,
    text,
    xml,
}
