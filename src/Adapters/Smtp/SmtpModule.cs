using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Smtp;

/// <summary>Letters by SMTP.</summary>
public static class SmtpModule
{
    public static IServiceCollection AddSmtp(this IServiceCollection services)
    {
        services.AddOptions<SmtpOptions>().BindConfiguration("Mail").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>().AddSingleton<IMailSender, SmtpMailSender>();
    }
}
