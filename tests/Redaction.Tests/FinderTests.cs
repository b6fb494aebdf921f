namespace Parley.Redaction.Tests;

/// <summary>What is found, by kind, as people write it.</summary>
public sealed class FinderTests
{
    [Theory]
    [InlineData("email", "Write to <o'neil.jr+shop@mail.example.co.uk>.", "o'neil.jr+shop@mail.example.co.uk")]
    [InlineData("email", "Mail:jürgen@bücher.example.de,", "jürgen@bücher.example.de")]
    [InlineData("url", "See (https://example.com/a_(b)?q=1#x).", "https://example.com/a_(b)?q=1#x")]
    [InlineData("url", "go to www.example.org, now", "www.example.org")]
    [InlineData("domain", "The server shop.example.co.uk is down", "shop.example.co.uk")]
    [InlineData("domain", "our website is parley.io", "parley.io")]
    [InlineData("ip", "from 192.168.17.4:8080", "192.168.17.4")]
    [InlineData("ip", "host [2001:db8:85a3::8a2e:370:7334]", "2001:db8:85a3::8a2e:370:7334")]
    [InlineData("card", "4532-0151-1283-0366", "4532-0151-1283-0366")]
    [InlineData("card", "amex 3782 822463 10005 ok", "3782 822463 10005")]
    [InlineData("card", "it is 4 5 3 2 0 1 5 1 1 2 8 3 0 3 6 6.", "4 5 3 2 0 1 5 1 1 2 8 3 0 3 6 6")]
    [InlineData("card", "453201 5112830366", "453201 5112830366")]
    [InlineData("card", "4532  0151 - 1283  0366, I think", "4532  0151 - 1283  0366")]
    [InlineData("card", "4532\n0151\n1283\n0366", "4532\n0151\n1283\n0366")]
    [InlineData("card", "my credit card 4532015112830367 was mistyped", "4532015112830367")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00, please", "DE89 3704 0044 0532 0130 00")]
    [InlineData("iban", "no9386011117947", "no9386011117947")]
    [InlineData("phone", "(212) 555-0142 ext. 7", "(212) 555-0142 ext. 7")]
    [InlineData("phone", "+44 (0)20 7946 0958", "+44 (0)20 7946 0958")]
    [InlineData("phone", "Ruf mich an: 030/901820-17, Tel. 030 901820", "030 901820")]
    [InlineData("phone", "01 23 45 67 89", "01 23 45 67 89")]
    [InlineData("phone", "you can call 5550142", "5550142")]
    [InlineData("date_of_birth", "I was born on March 3rd, 1985.", "March 3rd, 1985")]
    [InlineData("date_of_birth", "Geburtsdatum: 03.03.1985", "03.03.1985")]
    [InlineData("date_of_birth", "DOB 1985-03-03", "1985-03-03")]
    public void It_is_found_with_exactly_these_letters(string kind, string text, string value) => Assert.Contains((kind, value), Found(text));

    [Theory]
    [InlineData("4532 0151 1283 0367")]
    [InlineData("4 5 3 2 0 1 5 1 1 2 8 3 0 3 6 7")]
    [InlineData("1 2 4 5 3 2 0 1 5 1 1 2 8 3 0 3 6 6 7 8")]
    [InlineData("DE88 3704 0044 0532 0130 00")]
    [InlineData("version 10.2.3.4 of 2024-05-06 07:08:09")]
    [InlineData("The meeting is on 12/03/2024 at 10:30.")]
    [InlineData("order 3707955617 and ticket 00004587345")]
    [InlineData("It costs 1.234.567,89 or 12,500,000 in 1998-2004.")]
    [InlineData("256.1.1.1 and 1.2.3 and 01.02.03.04")]
    [InlineData("std::vector<int> a::b at 12:30:45")]
    [InlineData("I am done.It was readme.md and e.g. this")]
    [InlineData("000-12-3456 and 666-12-3456 and 123-00-4567")]
    [InlineData("my password is wrong and the token is expired, I forgot my password")]
    [InlineData("password: <your password> or api_key = ${API_KEY}")]
    [InlineData("@everyone look @ this a@b")]
    public void What_only_looks_like_it_is_not(string text)
    {
        string[] tagged = [DatumKinds.Person, DatumKinds.Address, DatumKinds.Organization, DatumKinds.Location];

        Assert.DoesNotContain(Found(text), found => !tagged.Contains(found.Kind));
    }

    [Theory]
    [InlineData("219-09-9998")]
    [InlineData("AB 12 34 56 C")]
    [InlineData("RSSMRA85T10A562S")]
    [InlineData("12345678Z")]
    [InlineData("X1234567L")]
    [InlineData("111.444.777-35")]
    [InlineData("44051401359")]
    [InlineData("85.07.30-033.28")]
    [InlineData("1 85 05 78 006 084 91")]
    [InlineData("756.9217.0123.41")]
    [InlineData("131052-308T")]
    [InlineData("010203A1230")]
    [InlineData("240800B9010")]
    [InlineData("150775Y002R")]
    [InlineData("811218-9876")]
    [InlineData("11010519491231002X")]
    [InlineData("ABCPE1234F")]
    [InlineData("2345 6789 1238")]
    [InlineData("SIN 046 454 286")]
    [InlineData("BSN: 111222011")]
    [InlineData("Steuer-ID 86095742719")]
    [InlineData("My passport is C01X00T47")]
    public void National_identities_are_found(string text) => Assert.Contains(Found($"Here: {text}."), found => found.Kind == DatumKinds.NationalId && text.EndsWith(found.Value, StringComparison.Ordinal));

    [Theory]
    [InlineData("111.444.777-36")]
    [InlineData("44051401358")]
    [InlineData("12345678A")]
    [InlineData("010203A1231")]
    [InlineData("RSSMRA85T10A562T")]
    [InlineData("BSN: 111222012")]
    [InlineData("2345 6789 1237")]
    [InlineData("GB 12 34 56 C")]
    public void A_wrong_check_digit_is_no_identity(string text) => Assert.DoesNotContain(Found(text), found => found.Kind == DatumKinds.NationalId);

    [Fact]
    public void The_region_says_how_a_number_is_dialled_there()
    {
        Assert.Equal(DatumKinds.Phone, Assert.Single(PersonalDataFinder.Find("0612345678", new() { Region = "FR" })).Kind);
        Assert.Empty(PersonalDataFinder.Find("0612345678", new() { Region = "US" }));
    }

    [Fact]
    public void Only_the_wanted_kinds_are_found()
    {
        var found = PersonalDataFinder.Find("a@example.com 10.0.0.1 John Smith", new() { Kinds = new HashSet<string> { DatumKinds.Ip } });

        Assert.Equal(DatumKinds.Ip, Assert.Single(found).Kind);
    }

    private static (string Kind, string Value)[] Found(string text) => [.. PersonalDataFinder.Find(text).Select(one => (one.Kind, text[one.Start..one.End]))];
}
