using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

public sealed class ExtractiveTests
{
    private static readonly Passage[] Shop =
    [
        Make.Passage(
            "Orders are packed in our own hall. Parcels leave the hall every day at four. You can return a parcel within 30 days. The money comes back within a week of the return.",
            "S1", "Shipping", "Returns"),
        Make.Passage("Our offices are in Bremen and Oslo. The founders met in 1998 at a sailing school.", "S2", "About us"),
        Make.Passage("To reset your password:\n\n1. Open the settings.\n2. Choose Security.\n3. Press Reset.\n\nThe link in the e-mail is good for one hour.", "S3", "Account", "Password"),
    ];

    [Fact]
    public async Task The_best_sentence_is_quoted_word_for_word_with_its_label()
    {
        var answer = await AskAsync("How many days do I have to return a parcel?", Shop);

        Assert.Contains("You can return a parcel within 30 days. [S1]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[S2]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_what_a_thing_is_hears_what_it_is_first()
    {
        var answer = await AskAsync("What is Sextant?", [
            Make.Passage("Stop Sextant with Ctrl-C. Sextant listens on port 80.", "S1", "Running Sextant"),
            Make.Passage("What is Sextant?\n\nSextant is a program that finds a ship's place.", "S2", "Questions"),
        ]);

        Assert.Contains("Sextant is a program that finds a ship's place. [S2]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("What is Sextant?", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[S1]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_wants_it_shorter_or_longer_gets_fewer_or_more_pieces()
    {
        Passage[] passages = [Make.Passage(string.Join(' ', Enumerable.Range(1, 20).Select(i => $"A parcel of kind {i} may travel by road number {i} to its town.")))];

        int Pieces(int? wanted) => ExtractiveAnswer.Compose(["How may a parcel travel by road?"], passages, wanted).Split("[S1]").Length - 1;

        Assert.Equal(1, Pieces(1));
        Assert.InRange(Pieces(null), 1, 4);
        Assert.True(Pieces(8) > Pieces(null));
        Assert.InRange(Pieces(8), 2, 8);
    }

    [Fact]
    public void A_question_with_a_noncharacter_is_a_question() =>
        Assert.NotEmpty(ExtractiveAnswer.Compose(["How many days\uFFFE do I have to return a parcel?"], Shop));

    [Fact]
    public async Task A_heading_that_asks_is_not_quoted_as_the_answer()
    {
        var answer = await AskAsync("Is my data encrypted?", [Make.Passage("Is my data encrypted?\n\nMessages are sealed before they are stored, and data is encrypted with AES.")]);

        Assert.StartsWith("Messages are sealed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_stays_whole_with_the_line_that_leads_to_it()
    {
        var answer = await AskAsync("How do I reset my password?", Shop);

        Assert.Contains("To reset your password:\n1. Open the settings.\n2. Choose Security.\n3. Press Reset. [S3]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_stays_whole_and_its_label_stands_outside()
    {
        var answer = await AskAsync("How do I install the tool?", [Make.Passage("Install the tool like this:\n\n```sh\napt install tool\n\ntool --version\n```\n\nIt needs 3 MB.")]);

        Assert.Contains("Install the tool like this:\n```sh\napt install tool\n\ntool --version\n```\n[S1]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_line_leads_to_is_a_list_of_the_tables_rows()
    {
        var answer = await AskAsync("Which ports are used?", [Make.Passage("Ports that are used:\n\n| port | what |\n|---|---|\n| 80 | web |\n| 25 | mail |")]);

        Assert.Contains("Ports that are used:\n- port: 80; what: web\n- port: 25; what: mail [S1]", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Settings\n\n| name | meaning | default |\n| `PARLEY_ROLES` | what a node does | all |\n| `PARLEY_DATA` | where files are kept | `./data` |", "name: `PARLEY_DATA`; meaning: where files are kept; default: `./data` [S1]")]
    [InlineData("| name | meaning |\n|:---|---:|\n| roles | what a node does |\n| data | where files are kept |", "name: data; meaning: where files are kept [S1]")]
    [InlineData("| `PARLEY_ROLES` | what a node does | all |\n| `PARLEY_DATA` | where files \\| folders are kept |  |", "`PARLEY_DATA`: where files | folders are kept [S1]")]
    [InlineData("Settings\n\n| `PARLEY_ROLES` | what a node does |\n| `PARLEY_DATA` | where files are kept |", "`PARLEY_DATA`: where files are kept [S1]")]
    [InlineData("Settings\n\n| viewer | reads |\n| files | kept in data |", "files: kept in data [S1]")]
    public async Task A_row_of_a_table_is_read_out_with_what_its_columns_are_called_where_that_is_known(string passage, string quoted)
    {
        var answer = await AskAsync("Where are the files of data kept?", [Make.Passage(passage)]);

        Assert.StartsWith(quoted, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("what a node does", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_is_quoted_to_its_end_though_it_goes_on_in_lines_that_are_not_indented()
    {
        var filler = string.Join('\n', Enumerable.Range(1, 6).Select(i => $"- Parcel number {i} is a heavy box of iron parts that nobody wants to carry up the stairs\nof an old house with narrow doors."));
        var answer = await AskAsync("Who reads the rows of all tenants for a backup?", [Make.Passage(
            $"It needs two things.\n\n{filler}\n- A role that reads the rows of all tenants for a backup. Name it\nin the settings, like this:\n\n```\n- not an item\n```\n- Another thing.")]);

        Assert.StartsWith("- A role that reads the rows of all tenants for a backup. Name it\nin the settings, like this:\n```\n- not an item\n```\n[S1]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Parcel", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_at_the_beginning_of_a_line_makes_no_list_of_a_paragraph() => Assert.StartsWith(
        "The form of oxygen in the air is called O\n2. It is a gas. [S1]",
        await AskAsync("What is the form of oxygen in the air called?", [Make.Passage("The form of oxygen in the air is called O\n2. It is a gas.")]), StringComparison.Ordinal);

    [Fact]
    public async Task Short_lists_and_steps_stay_whole_and_items_keep_what_is_below_them()
    {
        var steps = "1. Open the settings of the printer, which are behind the third button.\n2. Choose the paper that is in the lower tray.\nIt is white.\n" +
            string.Join('\n', Enumerable.Range(3, 8).Select(i => $"{i}. Wait for the printer to blink {i} times, and press the button again."));
        Assert.StartsWith(steps + " [S1]", await AskAsync("How do I choose the paper of the printer?", [Make.Passage(steps)]), StringComparison.Ordinal);

        var fruit = "- apples from the garden\n- pears\n  - of two kinds\n- plums";
        Assert.StartsWith(fruit + " [S1]", await AskAsync("Which apples are there in the garden?", [Make.Passage(fruit)]), StringComparison.Ordinal);

        var long1 = "- Apples of the garden " + new string('x', 300) + "\n  - of two kinds\n- Pears " + new string('y', 300);
        Assert.StartsWith(long1.Split("\n- Pears")[0] + " [S1]", await AskAsync("Which apples are there in the garden?", [Make.Passage(long1)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_quoted_piece_stands_in_its_passage_and_the_note_comes_once()
    {
        foreach (var question in (string[])["When do parcels leave the hall?", "Where are the offices?", "Is the password link good for an hour?"])
        {
            var answer = await AskAsync(question, Shop);

            Assert.Equal(2, answer.Split("no language model is connected").Length);
            foreach (var piece in answer[..answer.IndexOf("\n\n_", StringComparison.Ordinal)].Split(']', StringSplitOptions.RemoveEmptyEntries))
            {
                var (text, label) = (piece[..piece.LastIndexOf('[')].Trim(), piece[(piece.LastIndexOf('[') + 1)..]);
                Assert.Contains(text.Split('\n')[0], Shop.Single(passage => passage.Label == label).Text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("What does a ticket to the moon cost?")]
    [InlineData("Who won the chess championship?")]
    [InlineData("asdf qwer zxcv")]
    public async Task What_the_passages_do_not_answer_is_declined(string question)
    {
        var answer = await AskAsync(question, Shop);

        Assert.StartsWith("I do not know", answer, StringComparison.Ordinal);
        Assert.Contains("No language model is connected", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_said_with_the_three_nearest_places_as_plain_text()
    {
        var said = NotKnown.Bound("What does a ticket cost?", ["Prices [S1] <b>", "Prices [S1] <b>", "Trains", " ", "Buses", "Ships"]);

        Assert.EndsWith("stands in:\n\n- Prices \\[S1\\] \\<b\\>\n- Trains\n- Buses", said, StringComparison.Ordinal);
        Assert.EndsWith("hier steht:\n\n- Preise", NotKnown.Bound("Was kostet eine Fahrkarte?", ["Preise"]), StringComparison.Ordinal);
        Assert.EndsWith("from them only.", NotKnown.Bound("What does a ticket cost?", []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_passages_it_does_not_know() =>
        Assert.StartsWith("I do not know", await AskAsync("How do I return a parcel?", []), StringComparison.Ordinal);

    [Fact]
    public async Task A_german_question_has_a_german_answer()
    {
        var passages = new[] { Make.Passage("Die Kündigungsfrist beträgt drei Monate. Der Vertrag gilt z. B. auch für Filialen.") };

        Assert.Contains("drei Monate. [S1]\n\n_Zitiert aus der Wissensbasis", await AskAsync("Wie lang ist die Kündigungsfrist?", passages), StringComparison.Ordinal);
        Assert.StartsWith("Das weiß ich nicht", await AskAsync("Was kostet ein Flug zum Mond?", passages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hi", "Hello!")]
    [InlineData("hello there!", "Hello!")]
    [InlineData("Good morning", "Hello!")]
    [InlineData("Hallo!", "Hallo!")]
    [InlineData("Guten Tag", "Hallo!")]
    [InlineData("thanks a lot", "You are welcome")]
    [InlineData("Danke schön", "Gern geschehen")]
    [InlineData("Who are you?", "I am Parley's")]
    [InlineData("Wer bist du?", "Ich bin der eingebaute")]
    [InlineData("What can you do?", "Ask about anything")]
    [InlineData("Was kannst du?", "Fragen Sie nach allem")]
    [InlineData("Bye!", "Goodbye")]
    [InlineData("¡Hola!", "👋")]
    [InlineData("こんにちは", "👋")]
    [InlineData("👍", "👋")]
    public async Task Small_talk_is_answered_plainly_and_says_what_is_missing(string message, string begins)
    {
        var answer = await AskAsync(message, Shop);

        Assert.StartsWith(begins, answer, StringComparison.Ordinal);
        Assert.Matches("(?i)no language model|kein Sprachmodell", answer);
        Assert.DoesNotContain("[S", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hi, how do I return a parcel?")]
    [InlineData("Thanks. And where are the offices?")]
    public async Task A_question_after_a_greeting_is_a_question(string message) =>
        Assert.Contains("[S", await AskAsync(message, Shop), StringComparison.Ordinal);

    [Fact]
    public async Task A_follow_up_is_read_with_the_question_before_it()
    {
        var answer = await TextAsync([Make.User("How do I return a parcel?"), Make.Assistant("…"), Make.User("And the money?")], Options(Shop));

        Assert.Contains("[S1]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_question_may_be_given_apart_from_the_prompt()
    {
        var options = new ChatOptions().WithPassages(Shop, "Where are the offices?");

        Assert.Contains("Bremen and Oslo. [S2]", await TextAsync([Make.User("<sources>parcel parcel</sources> Where are the offices?")], options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_streams_words_and_is_the_same_every_time()
    {
        var client = new ExtractiveChatClient();
        var updates = await client.GetStreamingResponseAsync([Make.User("Where are the offices?")], Options(Shop)).ToListAsync();

        Assert.True(updates.Count > 8);
        Assert.Equal(string.Concat(updates.Select(update => update.Text)), await AskAsync("Where are the offices?", Shop));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.NotNull(Assert.Single(updates[^1].Contents.OfType<UsageContent>()).Details.OutputTokenCount);
    }

    [Fact]
    public async Task A_kept_beginning_is_continued_to_exactly_the_rest()
    {
        var whole = await AskAsync("Where are the offices?", Shop);

        foreach (var kept in (int[])[1, 7, whole.Length / 2, whole.Length])
        {
            var rest = await TextAsync([Make.User("Where are the offices?"), Make.Assistant(whole[..kept])], Options(Shop));
            Assert.Equal(whole, whole[..kept] + rest);
        }
    }

    [Fact]
    public async Task The_limit_of_tokens_holds()
    {
        var options = Options(Shop);
        options.MaxOutputTokens = 5;

        var answer = await new ExtractiveChatClient().GetResponseAsync([Make.User("Where are the offices?")], options);

        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.InRange(answer.Usage!.OutputTokenCount!.Value, 1, 5);
    }

    [Fact]
    public async Task The_same_thing_is_not_said_twice()
    {
        Passage[] twice =
        [
            Make.Passage("The museum opens at nine in the morning.", "S1"),
            Make.Passage("The museum opens at nine in the morning.", "S2"),
            Make.Passage("The museum is closed on Mondays.", "S3"),
        ];

        Assert.Equal(2, (await AskAsync("When does the museum open in the morning?", twice)).Split("opens at nine").Length);
    }

    [Theory]
    [InlineData("Dr. Smith came. He left at 5 p.m. sharp. It rained.", 3)]
    [InlineData("Version 2.5 is out. Use e.g. the new one.", 2)]
    [InlineData("今天下雨。明天晴天。", 2)]
    [InlineData("No end", 1)]
    [InlineData("Wow! Really? Yes…", 3)]
    public void Sentences_end_where_they_end(string text, int count) =>
        Assert.Equal(count, PassageReader.Read(Make.Passage(text), 0).Count());

    [Fact]
    public async Task A_text_of_megabytes_is_answered()
    {
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"word{i} offices ")) + "Where are the offices?";

        // Compared word with word it would take hours.
        Assert.NotEmpty(await Task.Run(() => AskAsync(text, Shop)).WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static Task<string> AskAsync(string question, Passage[] passages) => TextAsync([Make.User(question)], Options(passages));

    private static async Task<string> TextAsync(ChatMessage[] messages, ChatOptions options) =>
        (await new ExtractiveChatClient().GetResponseAsync(messages, options)).Text;

    private static ChatOptions Options(Passage[] passages) => new ChatOptions().WithPassages(passages);
}
