using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Parley.Host.Composition;

namespace Parley.Server.Tests.Operating;

/// <summary>A setting that nothing reads is told of, with the name that was probably meant.</summary>
public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData("Parley:Runs:LeaseSecond", "Parley__Runs__LeaseSecond is no setting; did you mean Parley__Runs__LeaseSeconds?")]
    [InlineData("Parley:Proxy", "Parley__Proxy is no setting; did you mean Parley__Proxies?")]
    [InlineData("Parley:Limit:RequestsPerMinute", "did you mean Parley__Limits__RequestsPerMinute?")]
    public void A_name_that_is_nearly_right_is_told_with_the_right_one(string name, string sentence) =>
        Assert.Contains(sentence, Assert.Single(Sentences(name)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Parley:Proxies")]
    [InlineData("Parley:Discovery")]
    [InlineData("Parley:Documentation")]
    [InlineData("Parley:runs:leaseseconds")]
    [InlineData("Parley:Models:DiscoveryPorts:0")]
    [InlineData("Parley:Models:OpenAI:Continue")]
    [InlineData("Other:Thing")]
    public void A_name_that_means_something_is_not_told(string name) => Assert.Empty(Sentences(name));

    [Fact]
    public void Every_section_of_every_room_is_known()
    {
        var read = from name in typeof(UnknownSettings).Assembly.GetReferencedAssemblies().Append(typeof(UnknownSettings).Assembly.GetName())
                   where name.Name!.StartsWith("Parley", StringComparison.Ordinal)
                   from type in Assembly.Load(name).GetTypes()
                   from validates in type.GetInterfaces()
                   where validates.IsGenericType && validates.GetGenericTypeDefinition() == typeof(IValidateOptions<>)
                   select validates.GetGenericArguments()[0];

        Assert.Equal(read.Select(type => type.Name).Order(), UnknownSettings.Sections.Select(section => section.Options.Name).Order());
    }

    [Fact]
    public async Task A_start_tells_it_in_the_log_and_goes_on()
    {
        await using var server = await ServerProcess.StartAsync(new() { Environment = new Dictionary<string, string> { ["Parley__Runs__LeaseSecond"] = "5" } });

        Assert.Contains(server.Log.All, line => line.Contains("did you mean Parley__Runs__LeaseSeconds?", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Sentences(string name) => UnknownSettings.Sentences(
        new ConfigurationBuilder().AddInMemoryCollection([new(name, "5")]).Build());
}
