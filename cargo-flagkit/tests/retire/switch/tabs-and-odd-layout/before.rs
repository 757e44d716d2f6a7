use flagkit::feature_flag;

pub	fn observe()->String{
	let mut log=vec![];
	if crate::flags::RETIRED.is_enabled()
	{
		log.push( odd( 1 ) );
			log.push(2) ;
	}
	else
	{
		log.push(3);
	}
	if crate::flags::RETIRED.is_enabled() { log.push(4) } else { log.push(5) }
	if crate::flags::RETIRED.is_enabled() { log.push(6); log.push(7); }
	format!("{log:?}")
}

	#[feature_flag ( "retired" ,fallback=odd_old ) ]
	fn odd( n:u8 )->u8{ n+1 }

	fn odd_old( n:u8 )->u8{ n }
