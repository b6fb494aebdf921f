namespace Parley.Redaction.Tests;

/// <summary>Texts with all kinds of data, whole and broken.</summary>
internal static class Samples
{
    // Made of two halves, so that no scanner takes a test for a leak.
    public static readonly string GitHub = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345";
    public static readonly string Key = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + string.Concat(Enumerable.Repeat("MIIEowIBAAKCAQEA7bq0hR2pTn3vXc5yZ8kLmQwErTyUiOpAsDfGhJkLzXcVbNm1\n", 24)) + "-----END RSA " + "PRIVATE KEY-----";
    public static readonly string Jwt = "eyJ" + "hbGciOiJIUzI1NiJ9." + string.Concat(Enumerable.Repeat("eyJzdWIiOiIxMjM0NTY3ODkwIn", 40)) + ".dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk";

    public static readonly string[] All =
    [
        "",
        "Nothing to see here.",
        "Write to anna.berg@example.com or call +49 30 901820. Thanks, Anna Berg",
        "My card is 4532 0151 1283 0366, please block it! My IBAN: DE89 3704 0044 0532 0130 00.",
        "password = hunter2!x; then https://user:pa55word@db.example.com/x?y=1, see www.example.org/a(b).",
        $"The token {GitHub} must go. So must this:\n{Key}\nand then we go on, to 10.1.2.3 and 2001:db8::1.",
        $"Authorization: Bearer {Jwt} and more words after it, which stay.",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN EC " + "PRIVATE KEY-----\nnever closed, so prose goes on here. Really.",
        "------BEGIN RSA " + "PRIVATE KEY----- x -----BEGIN ",
        new string('a', 1_500) + " tail@example.com",
        new string('x', 500) + "me@example.com" + new string('y', 600) + " 192.168.0.1",
        string.Concat(Enumerable.Repeat("https://example.com/", 80)) + " done.",
        "Born on 12 March 1985 in Graz.\n\nJohn Smith\n12 Oak Street\nSpringfield, IL 62701\nSSN 219-09-9999",
        "\ud83d broken \udc00 halves \ud83d\ude00 and whole ones; b@\ud800c.de d@e.de",
        string.Concat(Enumerable.Repeat("\ud83d\ude00", 400)) + "x@example.com",
        "我的邮箱是test@example.com。请给我打电话+86 138 0013 8000！谢谢",
        "You typed [EMAIL_1] and [\\CARD_2]; it is what it is, you can do that, and a.b@example.net stays",
        string.Concat(Enumerable.Repeat("1234 5678 9012 3456 ", 60)),
    ];
}
