using Microsoft.Extensions.Options;
using Parley.Dns;

namespace Parley.Accounts.Tests.Domains;

/// <summary>TXT records of a real name server over UDP and TCP, which may say what it likes.</summary>
public sealed class DnsTests : IAsyncDisposable
{
    private const string Asked = "_parley-challenge.corp.example";

    private readonly NameServer _server = new();

    [Fact]
    public async Task Pieces_of_a_text_are_put_together_and_other_records_passed_over()
    {
        _server.ByUdp = question =>
        [
            NameServer.Say(
                question,
                [
                    NameServer.Record([0xc0, 12], 1, [127, 0, 0, 1]), NameServer.Txt(["parley-", "verification=", "x"]), NameServer.Txt(["v=spf1"]),
                    NameServer.Txt(["not asked for"], NameServer.Name("else.example")),
                ]),
        ];

        Assert.Equal(["parley-verification=x", "v=spf1"], (await LookUpAsync()).Texts!);
    }

    [Fact]
    public async Task An_alias_is_followed()
    {
        var target = NameServer.Name("proofs.elsewhere.example");
        _server.ByUdp = question => [NameServer.Say(question, [NameServer.Alias(target), NameServer.Txt(["there"], target)])];

        Assert.Equal(["there"], (await LookUpAsync()).Texts!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_name_without_such_records_has_none(int code)
    {
        _server.ByUdp = question => [NameServer.Say(question, code: code)];

        Assert.Empty((await LookUpAsync()).Texts!);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_server_that_cannot_say_leaves_it_unknown(int code)
    {
        _server.ByUdp = question => [NameServer.Say(question, code: code)];

        Assert.Null((await LookUpAsync()).Texts);
    }

    [Fact]
    public async Task What_does_not_fit_a_datagram_comes_by_tcp()
    {
        var large = Enumerable.Range(0, 20).Select(index => NameServer.Txt([$"{index:00}{new string('x', 200)}"])).ToList();
        _server.ByUdp = question => [NameServer.Say(question, truncated: true)];
        _server.ByTcp = question => NameServer.Say(question, large);

        var texts = (await LookUpAsync()).Texts!;
        Assert.Equal(20, texts.Count);
        Assert.StartsWith("19xx", texts[19], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_larger_than_allowed_is_not_read()
    {
        var large = Enumerable.Range(0, 20).Select(_ => NameServer.Txt([new string('x', 200)])).ToList();
        _server.ByUdp = question => [NameServer.Say(question, truncated: true)];
        _server.ByTcp = question => NameServer.Say(question, large);

        Assert.Null((await LookUpAsync(new() { MaxBytes = 1024 })).Texts);
        _server.ByUdp = question => [NameServer.Say(question, large)];
        Assert.Null((await LookUpAsync(new() { MaxBytes = 1024 })).Texts);
    }

    [Fact]
    public async Task Answers_to_other_questions_are_passed_over()
    {
        _server.ByUdp = question =>
        {
            byte[] otherId = [(byte)~question[0], .. question[1..]];
            byte[] otherName = [.. question];
            otherName[14] = (byte)'y';
            var lie = NameServer.Txt(["a lie"]);
            return [[], [1], NameServer.Say(otherId, [lie]), NameServer.Say(otherName, [lie]), question, NameServer.Say(question, [NameServer.Txt(["true"])])];
        };

        Assert.Equal(["true"], (await LookUpAsync()).Texts!);
    }

    public static TheoryData<byte[]> Unsound() => new(
    [
        NameServer.Record([0xc0, 0xff], 16, [1, (byte)'x']),
        NameServer.Record([0xc0, 48], 16, [1, (byte)'x']),
        NameServer.Record([63], 16, []),
        NameServer.Record([0xc0, 12], 16, [200, (byte)'x']),
        NameServer.Record([0xc0, 12], 16, [1, (byte)'x'])[..^1],
        NameServer.Record([0xc0, 12], 5, [0xc0, 0xff]),
        [0xc0, 12],
        [0xc0],
        [],
    ]);

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task A_message_that_breaks_off_or_leads_in_circles_says_nothing(byte[] record)
    {
        _server.ByUdp = question => [NameServer.Say(question, [record])];

        Assert.Null((await LookUpAsync()).Texts);
    }

    [Fact]
    public void Any_bytes_after_the_question_end_in_an_answer_or_none()
    {
        var random = new Random(4711);
        for (var round = 0; round < 300; round++)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            var question = DnsMessage.Question(7, Asked);
            Assert.NotEqual(DnsVerdict.Foreign, DnsMessage.Read(question, NameServer.Say(question, [noise])).Verdict);
        }
    }

    [Fact]
    public async Task A_silent_server_costs_its_share_of_the_time_and_the_next_one_is_asked()
    {
        await using var silent = new NameServer { ByUdp = _ => [] };
        _server.ByUdp = question => [NameServer.Say(question, [NameServer.Txt(["late"])])];

        Assert.Equal(["late"], (await LookUpAsync(new() { Servers = [silent.Address, _server.Address], TimeLimit = TimeSpan.FromSeconds(1) })).Texts!);
        Assert.Null((await LookUpAsync(new() { Servers = [silent.Address], TimeLimit = TimeSpan.FromMilliseconds(100) })).Texts);
    }

    [Theory]
    [InlineData("192.0.2.53", true)]
    [InlineData("192.0.2.53:5353", true)]
    [InlineData("[2001:db8::53]:53", true)]
    [InlineData("ns.example.com", false)]
    [InlineData("", false)]
    public void Servers_go_by_address(string server, bool right) =>
        Assert.Equal(right, new DnsOptionsValidator().Validate(null, new() { Servers = [server] }).Succeeded);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Long enough for a busy machine; only what fails asks again, at once.
    private Task<TxtAnswer> LookUpAsync(DnsOptions? settings = null)
    {
        settings ??= new() { TimeLimit = TimeSpan.FromSeconds(30) };
        settings = settings.Servers.Count > 0 ? settings : settings with { Servers = [_server.Address] };
        return new DnsTxtRecords(Options.Create(settings), TimeProvider.System).LookUpAsync(Asked, TestContext.Current.CancellationToken);
    }
}
