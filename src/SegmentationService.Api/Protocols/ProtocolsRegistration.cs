namespace SegmentationService.Api.Protocols;

/// <summary>Has problems say what is wrong in the words of the protocol that was called.</summary>
internal static class ProtocolsRegistration
{
    public static void AddProtocols(this WebApplicationBuilder builder) => builder.Services.PostConfigure<ProblemDetailsOptions>(options =>
    {
        var complete = options.CustomizeProblemDetails;
        options.CustomizeProblemDetails = context =>
        {
            complete?.Invoke(context);
            ProtocolErrors.Complete(context);
        };
    });
}
