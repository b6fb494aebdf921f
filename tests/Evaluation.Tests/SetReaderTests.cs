using System.IO.Compression;

namespace Parley.Evaluation.Tests;

public sealed class SetReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-sets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_corpus_with_languages_becomes_a_set_for_each()
    {
        Write("corpus.jsonl", """{"id":"1","text":"Tea.","lang":"en"}""", """{"id":"2","text":"Tee.","lang":"de"}""");
        Write("queries.jsonl", """{"id":"q","text":"What?","lang":"de","gold":{"2":2}}""");

        var sets = RetrievalSetReader.Read(_folder);

        Assert.Equal(["en", "de"], sets.Select(set => set.Name.Split(' ')[1]));
        Assert.Equal(2, Assert.Single(sets[1].Questions).Gold["2"]);
        Assert.Empty(sets[0].Questions);
    }

    [Fact]
    public void Packed_files_read_like_plain_ones_and_unanswerable_questions_come_along()
    {
        Write("corpus.jsonl.gz", """{"id":"1","title":"Tea","text":"Green."}""");
        Write("queries.jsonl", """{"id":"q","text":"Which?","gold":{"1":1}}""");
        Write("unanswerable.jsonl", """{"id":"u","text":"Whose?"}""");

        var set = Assert.Single(RetrievalSetReader.Read(_folder));

        Assert.Equal("Tea", Assert.Single(set.Documents).Title);
        Assert.Equal("Whose?", Assert.Single(set.Unanswerable).Text);
    }

    [Fact]
    public void Turns_bring_their_history_and_count_only_where_something_answers_them()
    {
        Write("corpus.jsonl", """{"id":"1","text":"Tea."}""");
        Write(
            "turns.jsonl",
            """{"id":"t1","raw":"And it?","history":[{"user":"Tea?"},{"assistant":"Yes."}],"gold":{"1":1},"manual_rewrite":"And tea?"}""",
            """{"id":"t2","raw":"Why?","history":[]}""");

        var question = Assert.Single(RetrievalSetReader.Read(_folder)[0].Questions);

        Assert.Equal([new RetrievalMessage(true, "Tea?"), new RetrievalMessage(false, "Yes.")], question.History);
        Assert.Equal("And tea?", question.Rewrite);
    }

    [Fact]
    public void A_bad_line_is_named_with_its_file_and_number()
    {
        Write("corpus.jsonl", """{"id":"1","text":"Tea."}""", """{"id":"2"}""");

        var wrong = Assert.Throws<InvalidDataException>(() => RetrievalSetReader.Read(_folder));

        Assert.Contains("line 2", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'text' is missing", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_corpus_is_no_set()
    {
        Assert.Throws<FileNotFoundException>(() => RetrievalSetReader.Read(_folder));
    }

    private void Write(string name, params string[] lines)
    {
        using Stream file = File.Create(Path.Combine(_folder, name));
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var writer = new StreamWriter(stream);
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }
}
