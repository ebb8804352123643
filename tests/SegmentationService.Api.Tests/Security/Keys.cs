using System.Security.Cryptography;
using System.Text;

namespace SegmentationService.Api.Tests.Security;

/// <summary>Keys to test with, and the settings that make the service know them.</summary>
internal static class Keys
{
    public const string Predict = "key-of-the-shop";
    public const string Train = "key-of-the-analyst";
    public const string Admin = "key-of-the-operator";

    /// <summary>A key for each scope, and more settings.</summary>
    public static (string Name, string Value)[] Settings(params (string Name, string Value)[] more) =>
        [.. One(0, "shop", Predict, "predict"), .. One(1, "analyst", Train, "train"), .. One(2, "operator", Admin, "admin"), .. more];

    public static (string Name, string Value)[] One(int number, string name, string key, params string[] scopes) =>
    [
        ($"Security:ApiKeys:{number}:Name", name),
        ($"Security:ApiKeys:{number}:Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))),
        .. scopes.Select((scope, i) => ($"Security:ApiKeys:{number}:Scopes:{i}", scope)),
    ];

    /// <summary>The header that sends a key.</summary>
    public static (string Name, string Value) Header(string key) => ("X-Api-Key", key);
}
