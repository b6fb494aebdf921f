namespace Parley.Redaction.Tests;

/// <summary>An answer in pieces is redacted exactly like the whole.</summary>
public sealed class StreamingRedactorTests
{
    private static readonly FindOptions Formed = new()
    {
        Kinds = new HashSet<string> { DatumKinds.Email, DatumKinds.Phone, DatumKinds.Card, DatumKinds.Iban, DatumKinds.NationalId, DatumKinds.Secret, DatumKinds.Ip, DatumKinds.Url },
    };

    public static TheoryData<int> Texts { get; } = [.. Enumerable.Range(0, Samples.All.Length)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Two_pieces_give_what_the_whole_gives_wherever_it_is_split(int sample)
    {
        var text = Samples.All[sample];
        var whole = Redactor.Apply(text, Rules());

        for (var split = 0; split <= text.Length; split++)
        {
            var (pieces, offsets) = Stream(text, [split, text.Length - split], Rules());
            Assert.Equal(whole.Text, pieces);
            Assert.Equal(whole.Offsets.Shifts, offsets.Shifts);
        }

        Assert.Equal(Redactor.Apply(text, Rules(), Formed).Text, Stream(text, text.Select(_ => 1), Rules(), Formed).Text);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_number_of_pieces_gives_what_the_whole_gives(int sample)
    {
        var (text, random) = (Samples.All[sample] + " " + Samples.All[(sample * 7) % Samples.All.Length], new Random(sample));
        var whole = Redactor.Apply(text, Rules());

        for (var round = 0; round < 40; round++)
        {
            var most = round == 0 ? 1 : random.Next(1, 90);
            List<int> lengths = [];
            for (var left = text.Length; left > 0; left -= lengths[^1])
            {
                lengths.Add(Math.Min(left, random.Next(round == 0 ? 1 : 0, most + 1)));
            }

            Assert.Equal(whole.Text, Stream(text, lengths, Rules()).Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Texts_by_chance_give_the_same_too(bool onlyWhatHasAForm)
    {
        var options = onlyWhatHasAForm ? Formed : FindOptions.Default;
        string[] parts = [.. Samples.All.Where(text => text.Length is > 0 and < 300), " ", "\n", "\n\n", ". ", "4111 1111 ", "1111 1111", "@", "://", "-----BEGIN ", "PRIVATE KEY-----", "password: ", "passwort lautet ", "token is \"", "my key to ", "secret='", "\" ", "it is ", "AB CD ", "words that stand in the way of nothing ", "and a few of them ", "John ", "Street ", "\ud83d", "12", "."];
        var random = new Random(5);
        for (var round = 0; round < 1000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => parts[random.Next(parts.Length)] is var part && random.Next(3) == 0 ? part[..random.Next(part.Length + 1)] : part));
            List<int> lengths = [];
            for (var left = text.Length; left > 0; left -= lengths[^1])
            {
                lengths.Add(Math.Min(left, random.Next(1, 40)));
            }

            Assert.Equal(Redactor.Apply(text, Rules(), options).Text, Stream(text, lengths, Rules(), options).Text);
        }
    }

    [Fact]
    public void What_is_kept_is_held_back_no_longer_than_the_window()
    {
        var rules = new RedactionRules(_ => Treatment.Keep, (_, _) => "");
        foreach (var text in Samples.All)
        {
            var redactor = new StreamingRedactor(rules);
            foreach (var c in text)
            {
                redactor.Feed([c]);
                Assert.InRange(redactor.Held, 0, StreamingRedactor.Window);
            }
        }
    }

    [Fact]
    public void Nothing_of_a_hidden_value_is_ever_given_back()
    {
        var (text, shown) = ($"Here it is: {Samples.Key} and the card 4532 0151 1283 0366.", "");
        var redactor = new StreamingRedactor(Rules());
        foreach (var c in text)
        {
            shown += redactor.Feed([c]);
            Assert.DoesNotContain("BEGIN", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("4532", shown, StringComparison.Ordinal);
        }

        Assert.Equal("Here it is: [SECRET_1] and the card [CARD_2].", shown + redactor.Finish());
    }

    [Fact]
    public void A_sentence_is_given_back_when_the_next_one_begins()
    {
        var redactor = new StreamingRedactor(Rules());

        Assert.Equal("", redactor.Feed("The parcel was delivered. "));
        Assert.Equal("The parcel was delivered. ", redactor.Feed("T"));
    }

    [Fact]
    public void A_number_does_not_hold_the_rest_of_its_sentence_back()
    {
        var redactor = new StreamingRedactor(Rules(), Formed);

        var shown = redactor.Feed("You will get the refund within 14 days of the day on which we hear from you about it ");

        Assert.Equal("You will get the refund within 14 days of the day on which we hear from you ", shown);
    }

    [Theory]
    [InlineData("My password is now ", "Tulip7field", " and that of the others is another one.")]
    [InlineData("The secret: ", "mountains", " are what it is about, and nothing else.")]
    [InlineData("Its access key id is \"", "four words and 1 number", "\" as far as everybody here knows.")]
    [InlineData("The password ", ":swordfish", " and you use it for all of that.")]
    [InlineData("The password is ", "hunter*", " and you can get in with it as you like.")]
    [InlineData("The password is :", "mountains", " and you can get in with it as you like.")]
    [InlineData("Call me at ", "+1 202-555-0175", " after six o'clock in the evening, if that is fine with you.")]
    public void What_leads_to_a_value_holds_for_as_long_as_the_value_may_come(string before, string value, string after)
    {
        var (redactor, shown) = (new StreamingRedactor(Rules(), Formed), "");
        foreach (var c in before + value + after)
        {
            shown += redactor.Feed([c]);
            Assert.DoesNotContain(value[..4], shown, StringComparison.Ordinal);
        }

        var whole = shown + redactor.Finish();
        Assert.Equal(Redactor.Apply(before + value + after, Rules(), Formed).Text, whole);
        Assert.DoesNotContain(value, whole, StringComparison.Ordinal);
    }

    private static RedactionRules Rules()
    {
        var count = 0;
        return new(kind => kind switch { DatumKinds.Person => Treatment.Keep, DatumKinds.Ip => Treatment.Mask, _ => Treatment.Placeholder }, (kind, _) => Placeholders.Of(kind, ++count));
    }

    private static (string Text, OffsetMap Offsets) Stream(string text, IEnumerable<int> lengths, RedactionRules rules, FindOptions? options = null)
    {
        var (redactor, shown, at) = (new StreamingRedactor(rules, options), new System.Text.StringBuilder(), 0);
        foreach (var length in lengths)
        {
            shown.Append(redactor.Feed(text.AsSpan(at, length)));
            at += length;
        }

        return (shown.Append(redactor.Finish()).ToString(), redactor.Offsets);
    }
}
