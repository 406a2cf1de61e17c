use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

#[test]
fn hardware_is_listed_with_prices() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.command("spaces hardware").no_token().run(),
        str![[r#"
status: 0
--- stdout ---
NAME      PRETTY NAME       CPU    RAM   ACCELERATOR   COST/MIN COST/HOUR
--------- ----------------- ------ ----- ------------- -------- ---------
cpu-basic CPU Basic         2 vCPU 16 GB               free     free     
t4-small  Nvidia T4 - small 4 vCPU 15 GB 1x T4 (16 GB) $0.0067  $0.40    
new-gpu   A newer one       4 vCPU 15 GB               $0.0100  $0.60    
--- stderr ---
Hint: change the hardware of a Space with `hf spaces settings SPACE_ID --hardware NAME`

"#]]
    );
    assert_eq!(sandbox.hf("spaces hardware -q").success().stdout, "cpu-basic\nt4-small\nnew-gpu\n");
}
