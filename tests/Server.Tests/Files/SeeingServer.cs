namespace Parley.Server.Tests.Files;

/// <summary>A server whose provider sees images, for the tests of a class.</summary>
public sealed class SeeingServer : SharedChatServer
{
    public const string Setting = "Parley__Models__OpenAI__Vision";

    protected override (string Name, string Value)[] Settings => [(Setting, "true")];
}
