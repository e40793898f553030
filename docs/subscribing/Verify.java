import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Is this webhook really tocsin's, and new? With nothing but the JDK (17 or newer).
 *
 * <pre>java Verify.java SECRET ID TIMESTAMP SIGNATURES [NOW] &lt; body</pre>
 */
public final class Verify {
  static final long TOLERANCE_SECONDS = 300;

  /** Whether one of the signatures is the secret's; {@code body}: the bytes as they came. */
  static boolean isOurs(
      String secret, String id, String timestamp, String signatures, byte[] body, long now)
      throws GeneralSecurityException {
    if (!timestamp.matches("[0-9]{1,11}")
        || Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) {
      return false;
    }
    byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    byte[] ours = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes();
    boolean found = false;
    for (String theirs : signatures.split(" ")) {
      found |= MessageDigest.isEqual(ours, theirs.getBytes()); // in constant time
    }
    return found;
  }

  public static void main(String[] args) throws Exception {
    long now = args.length > 4 ? Long.parseLong(args[4]) : System.currentTimeMillis() / 1000;
    boolean valid = isOurs(args[0], args[1], args[2], args[3], System.in.readAllBytes(), now);
    System.out.println(valid ? "valid" : "refused");
    System.exit(valid ? 0 : 1);
  }
}
