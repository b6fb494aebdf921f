using Parley.Knowledge.Citing;
using Parley.Text;

namespace Parley.Knowledge.Tests;

/// <summary>Where sentences end. A bar stands between those of a text.</summary>
public sealed class SentenceTests
{
    public static TheoryData<string> Texts =>
    [
        "Wir treffen uns am 12. Juli in Köln.|Danach fahren wir heim.",
        "Am 3. März 2026 beginnt es.|Am 1. Mai ist frei.",
        "Vom 3. bis 5. August ist zu.|Im September nicht.",
        "Die Frist endet am 12. 7. 2026 um acht Uhr.|Später gilt sie nicht.",
        "Das war im 19. Jahrhundert so.|Heute nicht.",
        "Er wurde 2. von allen.|Das reicht.",
        "Sie kam 2024.|August war sie noch dort.",
        "Es sind 12.|Zwei fehlen.",
        "Es gibt vieles, z. B. Brot, d. h. Gebäck u. a. Dinge.|Auch Wein.",
        "Manches, z.B. Brot, ist i. d. R. frisch.|Anderes nicht.",
        "Das war 44 v. Chr. in Rom.|Lange her.",
        "Dr. Meier und Prof. Kunz kommen.|Wir auch.",
        "Use a tool, e.g. Python or, i. e. in short, Go.|It works.",
        "Mr. Smith met Dr. Jones at 5 p. m. Friday.|They talked.",
        "Let it be x.|Then it is y.",
        "This is the end.|A new one begins!|Is it so?|Yes.",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_sentence_ends_where_it_ends(string marked)
    {
        var text = marked.Replace('|', ' ');

        Assert.Equal(marked.Split('|'), Sentences.In(text, 0, text.Length).Select(span => span.Of(text)));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_answer_that_grows_ends_its_sentences_at_the_same_places(string marked)
    {
        var text = marked.Replace('|', ' ');
        for (var size = 1; size < 7; size++)
        {
            var (reader, found) = (new AnswerReader(), new List<string>());
            foreach (var piece in text.Chunk(size))
            {
                found.AddRange(reader.Feed(new string(piece)).Select(sentence => sentence.Text));
            }

            found.AddRange(reader.Flush().Select(sentence => sentence.Text));
            Assert.Equal(marked.Split('|'), found);
        }
    }
}
