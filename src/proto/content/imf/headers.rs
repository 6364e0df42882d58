//! The header fields that a mail may have, and what their values are made of.

use crate::model::FieldSpec;

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    /// One address.
    Mailbox,
    /// Authors between commas.
    Mailboxes,
    /// Recipients between commas.
    Addresses,
    /// A media type with parameters.
    Type,
}

/// A header field that has a row of its own.
pub(super) struct Header {
    pub name: &'static str,
    pub form: Form,
    pub spec: &'static FieldSpec,
}

/// The header field with this name, in any case.
pub(super) fn find(name: &[u8]) -> Option<&'static Header> {
    HEADERS
        .iter()
        .find(|header| header.name.as_bytes().eq_ignore_ascii_case(name))
}

/// Declares header fields: name, form, Wireshark's name, label, explanation, reference.
macro_rules! headers {
    ($($spec:ident $name:literal $form:ident $field:literal $label:literal $doc:literal $reference:literal;)*) => {
        $(static $spec: FieldSpec = FieldSpec::text($field, $label).doc($doc, $reference);)*
        pub(super) static FIELDS: &[&FieldSpec] = &[$(&$spec),*];
        static HEADERS: &[Header] = &[$(Header { name: $name, form: Form::$form, spec: &$spec }),*];
    };
}

headers! {
    DATE "Date" Text "imf.date" "Date" "When the author finished the mail, by the author's clock." "RFC 5322 §3.6.1";
    FROM "From" Mailboxes "imf.from" "From" "Who wrote the mail, as the author says." "RFC 5322 §3.6.2";
    SENDER "Sender" Mailbox "imf.sender" "Sender" "Who sent it, if that is not its author." "RFC 5322 §3.6.2";
    REPLY_TO "Reply-To" Addresses "imf.reply_to" "Reply to" "Where answers shall go." "RFC 5322 §3.6.2";
    TO "To" Addresses "imf.to" "To" "For whom the mail is." "RFC 5322 §3.6.3";
    CC "Cc" Addresses "imf.cc" "Copy to" "Who gets it as well, for information." "RFC 5322 §3.6.3";
    BCC "Bcc" Addresses "imf.bcc" "Blind copy to" "Who gets it without the others knowing; mostly left out." "RFC 5322 §3.6.3";
    MESSAGE_ID "Message-ID" Text "imf.message_id" "Message-ID" "A name that no other mail in the world has." "RFC 5322 §3.6.4";
    IN_REPLY_TO "In-Reply-To" Text "imf.in_reply_to" "In reply to" "Which mail it answers." "RFC 5322 §3.6.4";
    REFERENCES "References" Text "imf.references" "References" "The mails of the thread before it." "RFC 5322 §3.6.4";
    SUBJECT "Subject" Text "imf.subject" "Subject" "What it is about." "RFC 5322 §3.6.5";
    COMMENTS "Comments" Text "imf.comments" "Comments" "More about the text of the mail." "RFC 5322 §3.6.5";
    USER_AGENT "User-Agent" Text "imf.user_agent" "User agent" "The program that wrote it." "RFC 5536 §3.2.13";
    KEYWORDS "Keywords" Text "imf.keywords" "Keywords" "Words that help to find it." "RFC 5322 §3.6.5";
    RESENT_DATE "Resent-Date" Text "imf.resent.date" "Resent, date" "When somebody sent it on, unchanged." "RFC 5322 §3.6.6";
    RESENT_FROM "Resent-From" Mailboxes "imf.resent.from" "Resent, from" "Who sent it on, unchanged." "RFC 5322 §3.6.6";
    RESENT_SENDER "Resent-Sender" Mailbox "imf.resent.sender" "Resent, sender" "Who handed it in when it was sent on." "RFC 5322 §3.6.6";
    RESENT_TO "Resent-To" Addresses "imf.resent.to" "Resent, to" "To whom it was sent on." "RFC 5322 §3.6.6";
    RESENT_CC "Resent-Cc" Addresses "imf.resent.cc" "Resent, copy to" "Who got a copy when it was sent on." "RFC 5322 §3.6.6";
    RESENT_BCC "Resent-Bcc" Addresses "imf.resent.bcc" "Resent, blind copy to" "Who got a hidden copy when it was sent on." "RFC 5322 §3.6.6";
    RESENT_MESSAGE_ID "Resent-Message-ID" Text "imf.resent.message_id" "Resent, message-ID" "A name for its sending on." "RFC 5322 §3.6.6";
    RETURN_PATH "Return-Path" Text "imf.return_path" "Return path" "Where complaints of the delivery go." "RFC 5322 §3.6.7";
    RECEIVED "Received" Text "imf.received" "Received" "Each host on the way adds one, at the top." "RFC 5322 §3.6.7";
    CONTENT_TYPE "Content-Type" Type "imf.content.type" "Content-Type" "What the body is." "RFC 2045 §5";
    CONTENT_DESCRIPTION "Content-Description" Text "imf.content.description" "Content-Description" "What the body is, in words." "RFC 2045 §8";
    CONTENT_ID "Content-ID" Text "imf.content.id" "Content-ID" "A name for the body." "RFC 2045 §7";
    CONTENT_TRANSFER_ENCODING "Content-Transfer-Encoding" Text "imf.content.transfer_encoding" "Content-Transfer-Encoding" "How the bytes of the body are written so that they survive the way." "RFC 2045 §6";
    MIME_VERSION "MIME-Version" Text "imf.mime_version" "MIME version" "Says that the mail follows MIME." "RFC 2045 §4";
    AUTOFORWARDED "Autoforwarded" Text "imf.autoforwarded" "Forwarded by a program" "Whether a program sent it on." "RFC 4021 §2.1.23";
    AUTOSUBMITTED "Autosubmitted" Text "imf.autosubmitted" "Sent by a program" "Whether a program wrote it." "RFC 4021 §2.1.44";
    X400_CONTENT_IDENTIFIER "X400-Content-Identifier" Text "imf.x400_content_identifier" "X.400 content identifier" "Came from an X.400 network." "RFC 2156 §2.3";
    CONTENT_LANGUAGE "Content-Language" Text "imf.content_language" "Language" "In which language the body is written." "RFC 3282 §2";
    CONVERSION "Conversion" Text "imf.conversion" "Conversion" "Whether the body may be converted on the way." "RFC 4021 §2.1.36";
    CONVERSION_WITH_LOSS "Conversion-With-Loss" Text "imf.conversion_with_loss" "Conversion with loss" "Whether something may be lost by it." "RFC 4021 §2.1.37";
    DELIVERY_DATE "Delivery-Date" Text "imf.delivery_date" "Delivery date" "When it was delivered." "RFC 4021 §2.1.29";
    DISCARDED_X400_IPMS_EXTENSIONS "Discarded-X400-IPMS-Extensions" Text "imf.discarded_x400_ipms_extensions" "Discarded X.400 extensions" "What a gateway left out." "RFC 4021 §2.1.42";
    DISCARDED_X400_MTS_EXTENSIONS "Discarded-X400-MTS-Extensions" Text "imf.discarded_x400_mts_extensions" "Discarded X.400 transfer extensions" "What a gateway left out." "RFC 4021 §2.1.43";
    DL_EXPANSION_HISTORY "DL-Expansion-History" Text "imf.dl_expansion_history" "Lists on the way" "Which mailing lists it went through." "RFC 4021 §2.1.40";
    DEFERRED_DELIVERY "Deferred-Delivery" Text "imf.deferred_delivery" "Deferred delivery" "Not to be delivered before." "RFC 4021 §2.1.33";
    EXPIRES "Expires" Text "imf.expires" "Expires" "When it is of no use any more." "RFC 4021 §2.1.50";
    IMPORTANCE "Importance" Text "imf.importance" "Importance" "How important the author thinks it is." "RFC 4021 §2.1.46";
    INCOMPLETE_COPY "Incomplete-Copy" Text "imf.incomplete_copy" "Incomplete copy" "A part of it was left out." "RFC 4021 §2.1.45";
    LATEST_DELIVERY_TIME "Latest-Delivery-Time" Text "imf.latest_delivery_time" "Latest delivery" "Not to be delivered later." "RFC 4021 §2.1.34";
    MESSAGE_TYPE "Message-Type" Text "imf.message_type" "Kind of message" "Whether it is a report." "RFC 4021 §2.1.41";
    ORIGINAL_ENCODED_INFORMATION_TYPES "Original-Encoded-Information-Types" Text "imf.original_encoded_information_types" "Original kinds of content" "What it was before a gateway converted it." "RFC 4021 §2.1.35";
    ORIGINATOR_RETURN_ADDRESS "Originator-Return-Address" Text "imf.originator_return_address" "Postal address of the sender" "For delivery on paper." "RFC 4021 §2.1.39";
    PRIORITY "Priority" Text "imf.priority" "Priority" "How fast it shall be delivered." "RFC 4021 §2.1.47";
    REPLY_BY "Reply-By" Text "imf.reply_by" "Reply by" "When an answer is wanted at the latest." "RFC 4021 §2.1.49";
    SENSITIVITY "Sensitivity" Text "imf.sensitivity" "Sensitivity" "Whether it is private or confidential." "RFC 4021 §2.1.48";
    SUPERSEDES "Supersedes" Text "imf.supersedes" "Supersedes" "Which mail it takes the place of." "RFC 4021 §2.1.26";
    X400_CONTENT_TYPE "X400-Content-Type" Text "imf.x400_content_type" "X.400 content type" "Came from an X.400 network." "RFC 4021 §2.1.54";
    X400_MTS_IDENTIFIER "X400-MTS-Identifier" Text "imf.x400_mts_identifier" "X.400 identifier" "Came from an X.400 network." "RFC 4021 §2.1.53";
    X400_ORIGINATOR "X400-Originator" Text "imf.x400_originator" "X.400 originator" "Came from an X.400 network." "RFC 4021 §2.1.55";
    X400_RECEIVED "X400-Received" Text "imf.x400_received" "X.400 received" "Came from an X.400 network." "RFC 4021 §2.1.56";
    X400_RECIPIENTS "X400-Recipients" Text "imf.x400_recipients" "X.400 recipients" "Came from an X.400 network." "RFC 4021 §2.1.57";
    DELIVERED_TO "Delivered-To" Text "imf.delivered_to" "Delivered to" "The mailbox that it was put into." "RFC 9228 §2";
    EXT_MAILER "X-Mailer" Text "imf.ext.mailer" "Program" "The program that wrote it." "by custom";
    EXT_MIMEOLE "X-MimeOLE" Text "imf.ext.mimeole" "Part of Outlook" "The part of Microsoft's program that wrote it." "by custom";
    EXT_EXPIRY_DATE "Expiry-Date" Text "imf.ext.expiry-date" "Expiry date" "When it is of no use any more." "RFC 2156 §2.3";
    EXT_TNEF_CORRELATOR "X-MS-TNEF-Correlator" Text "imf.ext.tnef-correlator" "TNEF correlator" "Binds the mail to its part in Microsoft's own form." "by custom";
    EXT_UIDL "X-UIDL" Text "imf.ext.uidl" "Unique identifier" "The mail's name in a POP mailbox." "by custom";
    EXT_AUTHENTICATION_WARNING "X-Authentication-Warning" Text "imf.ext.authentication_warning" "Authentication warning" "A server's doubt about the sender." "by custom";
    EXT_VIRUS_SCANNED "X-Virus-Scanned" Text "imf.ext.virus_scanned" "Virus scanner" "Which program has looked for viruses." "by custom";
    EXT_ORIGINAL_TO "X-Original-To" Text "imf.ext.original-to" "Original recipient" "To whom it was sent before it was forwarded." "by custom";
    THREAD_INDEX "Thread-Index" Text "imf.thread-index" "Thread index" "The mail's place in its thread, for Microsoft's programs." "by custom";
    LINES "Lines" Text "imf.lines" "Lines" "How many lines the body has." "RFC 5536 §3.2.8";
    PRECEDENCE "Precedence" Text "imf.precedence" "Precedence" "bulk, list or junk: nothing that wants an automatic answer." "RFC 2076 §3.9";
}
