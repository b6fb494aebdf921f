namespace Parley.Reading.Tests;

/// <summary>How e-mail becomes clean text.</summary>
public sealed class MailTests
{
    [Fact]
    public async Task A_mail_says_who_wrote_and_keeps_its_best_form()
    {
        var document = await Readings.ReadAsync(
            """
            From: =?utf-8?B?SsO8cmdlbg==?= <j@example.org>
            To: shop@example.org
            Subject: =?ISO-8859-1?Q?R=FCckgabe?= of
             order 12
            Date: Mon, 2 Mar 2026 10:00:00 +0100
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain

            plain form
            --inner
            Content-Type: text/html; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            <p>The kettle is <b>br=F6ken</b>,=
             sorry.</p>
            --inner--
            --outer
            Content-Type: application/pdf; name="bill.pdf"
            Content-Disposition: attachment; filename*=utf-8''M%C3%A4rz%20bill.pdf
            Content-Transfer-Encoding: base64

            JVBERi0=
            --outer--
            """,
            "mail.eml");

        Assert.Equal("Rückgabe of order 12", document.Title);
        Assert.Equal(
            "Rückgabe of order 12\n\nFrom: Jürgen <j@example.org>\nTo: shop@example.org\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n\nThe kettle is bröken, sorry.\n\n- Attachment: März bill.pdf",
            document.Text);
    }

    [Fact]
    public async Task A_mail_in_a_mail_is_read_below_it()
    {
        var document = await Readings.ReadAsync(
            "From: a@x.org\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nFrom: c@x.org\nSubject: First\n\nThe meeting is at nine.\n--b--\n",
            "mail.eml");

        Assert.Equal("Heading1 Paragraph Paragraph Heading2 Paragraph Paragraph", document.Kinds());
        Assert.EndsWith("First\n\nFrom: c@x.org\n\nThe meeting is at nine.", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mails_in_mails_without_end_are_refused()
    {
        var mail = string.Concat(Enumerable.Range(0, 60).Select(i => $"From: a@x.org\nSubject: {i}\nContent-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\nContent-Type: multipart/mixed; boundary=c{i}\n\n--c{i}\nContent-Type: message/rfc822\n\n")) + "The end.";

        Assert.Contains("deep", await Readings.RefuseAsync(System.Text.Encoding.ASCII.GetBytes(mail), "mail.eml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_headers_is_no_mail()
    {
        Assert.Contains("no e-mail", await Readings.RefuseAsync("Just some words."u8.ToArray(), "mail.eml"), StringComparison.Ordinal);
    }
}
